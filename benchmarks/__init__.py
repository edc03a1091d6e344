"""What things cost, beside what they are compared with. `make bench` runs them all."""
