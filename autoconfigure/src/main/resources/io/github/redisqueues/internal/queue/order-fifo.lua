-- A FIFO queue takes from the head of its LIST.
-- Provides: POP, PUSH_BACK

local POP, PUSH_BACK = 'LPOP', 'LPUSH'
