"""What a query says before it runs: which kind it is, what it may not ask, where it is wrong."""
