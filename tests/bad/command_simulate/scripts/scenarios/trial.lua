return extend("review_cadence", { doc = "Ours." })
