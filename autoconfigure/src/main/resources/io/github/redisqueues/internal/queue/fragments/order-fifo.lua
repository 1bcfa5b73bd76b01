-- A FIFO or delay queue takes from the head of its LIST.
-- Needs: none
-- Provides: POP, PUSH_BACK

local POP = 'LPOP'
local PUSH_BACK = 'LPUSH'
