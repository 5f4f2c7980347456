return extend("trial", { runs = 3 })
