return { features = { trust = latest("trsut") }, factors = { { "trust" } } }
