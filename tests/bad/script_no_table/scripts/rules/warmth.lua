local rule = { factors = { { "trust" } } }
