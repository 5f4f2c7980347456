-- gotos into nothing
goto nowhere do ::nowhere:: end
