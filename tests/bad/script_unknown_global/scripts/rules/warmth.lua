return {
  features = { trust = lastest("trust"), calm = avrage("csat") },
  factors = { { "trust" } },
}
