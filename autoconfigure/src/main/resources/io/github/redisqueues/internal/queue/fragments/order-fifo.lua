-- A FIFO or delay queue takes from the head of its LIST.
-- Provides: POP, PUSH_BACK

local POP = 'LPOP'
local PUSH_BACK = 'LPUSH'
