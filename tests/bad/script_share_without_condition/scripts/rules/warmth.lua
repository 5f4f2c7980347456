return {
  features = { promises = share("commitment", { within = "365d" }) },
  factors = { { "promises" } },
}
