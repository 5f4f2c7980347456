return {
  features = { trust = "trust", calm = { of = "csat" } },
  factors = { { "trust" } },
}
