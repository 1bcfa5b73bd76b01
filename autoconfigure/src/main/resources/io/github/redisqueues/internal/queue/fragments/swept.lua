-- Housekeeping for operations that only look or delete: wakes as many waiters as messages became ready.

local is_idle, is_plain = false, false
--@ sweep
if made_ready > 0 then
	--@ wake
	wake(made_ready)
end
