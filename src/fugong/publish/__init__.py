"""From the work file, which loader and dbt write, to the public file, which people open: whole builds only, at once."""
