"""What an nn.Module is: a layer by hand, how it holds its tensors, and the autograd graph."""
