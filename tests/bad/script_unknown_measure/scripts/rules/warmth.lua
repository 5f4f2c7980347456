return {
  features = {
    trust = latest("trsut"),
    promises = share("comitment", { state = "kept" }),
  },
  factors = { { "trust" } },
}
