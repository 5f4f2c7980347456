return {
  features = { trust = latest("trust") },
  factors = { { "trust" } },
  bands = { { "red", 0.1 }, { "amber", 0.5 }, { "green", 1.5 } },
}
