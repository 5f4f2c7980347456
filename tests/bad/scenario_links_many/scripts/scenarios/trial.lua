return {
  doc = "Everybody knows everybody.", horizon = 3, runs = 4, state = { x = 0.5 },
  links = { alike("kind"), random(60, "assumed: a small town") },
  step = function(r) r.x = r.peers.x end,
  outcomes = { x = mean("x") },
}
