total = 0
return {
  features = { trust = latest("trust") },
  factors = { { "trust" } },
}
