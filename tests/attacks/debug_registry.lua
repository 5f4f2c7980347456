-- reaches the registry
return debug.getregistry()
