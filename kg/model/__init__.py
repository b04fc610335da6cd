"""The words everything else is written in: namespaces, graph names and findings. No I/O."""
