return {
  features = { trust = latest("trust") },
  factors = { { "trust" } },
  bands = { { "red", 0 }, { "green", 0.75 }, { "amber", 0.5 } },
}
