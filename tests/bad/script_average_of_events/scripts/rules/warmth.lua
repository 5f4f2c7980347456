return {
  features = { calls = average("interaction"), noise = sum("complaint", { within = "90d" }) },
  factors = { { "calls" } },
}
