"""Makes the weights of the judge's arbiter from readers' answers. Not part of the installed tracker."""
