return extend("pcda", { steps = { { "do", off = true } } })
