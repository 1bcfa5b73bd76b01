-- Housekeeping for operations that only look or delete: wakes as many waiters as messages became ready.
-- Needs: none
-- Provides: none

local is_idle, is_plain = false, false
--@ sweep
if became_ready > 0 then
	--@ wake
	wake(became_ready)
end
