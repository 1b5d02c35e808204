"""Why a fact is as it is, or why a number is none: told from the tables of a built warehouse."""
