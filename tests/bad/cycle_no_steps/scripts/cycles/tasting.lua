return { steps = {} }
