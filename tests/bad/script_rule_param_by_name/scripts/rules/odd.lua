local function far(r, params) return ramp(r.smiles, params.lwo, params["high"]) end
return {
  doc = "Odd.",
  features = { smiles = latest("smiles", { raw = true }) },
  params = { low = 1, high = 5 },
  factors = { { "smiles", value = far } },
  bands = { { "red", 0 }, { "green", 0.5 } },
}
