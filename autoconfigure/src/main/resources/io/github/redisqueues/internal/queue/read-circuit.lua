-- Tells whether a circuit breaker has paused delivery in all processes.
-- KEYS: paused
-- ARGV: none
-- Returns: 0 if the circuit is closed, 1 if it is open or 2 if messages are tried one at a time; and how many milliseconds it stays open
-- Called by: CircuitClient.read

--@ clock
--@ pauses
return struct.pack('>dd', circuit_state())
