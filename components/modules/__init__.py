"""The page Modules: what an nn.Module is, its parameters, its structure, and the autograd graph."""
