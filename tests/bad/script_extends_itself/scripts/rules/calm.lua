return extend("warmth", { enough_evidence = 0.3 })
