-- A LIFO queue takes from the tail of its LIST.
-- Provides: POP, PUSH_BACK

local POP, PUSH_BACK = 'RPOP', 'RPUSH'
