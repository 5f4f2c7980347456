local weights = nil
return { factors = { { "trust", weight = weights.trust } } }
