return extend("review_cadence", { doc = "Ours.", params = { whom = compare { "worst", "in turn" } } })
