return extend("calm", { enough_evidence = 0.2 })
