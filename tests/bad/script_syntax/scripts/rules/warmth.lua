return {
  features = { trust = latest("trust" },
  factors = { { "trust" } },
}
