"""What every stand-in has: a server, a clock, faults on demand, a journal of calls."""
