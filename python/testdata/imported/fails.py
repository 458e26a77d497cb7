import imported
imported.fails.nothing
