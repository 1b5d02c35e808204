"""The report site: static pages made from the published file, which it only reads.

Nothing here is imported by the other commands: what the charts need is installed with `fugong[site]` alone.
"""
