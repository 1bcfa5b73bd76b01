-- What a process adds to the moment of its call where it registers as waiting, in the last digits: its slot in 7 bits,
-- and in 4 bits how many thirds of a second the lease of a message lasts that a send pushes to it. It is 0 if it is only
-- to be woken, as is a process of an earlier release. `waiting` is 4 in place of 1, and 5 in place of 2, if all that wait
-- in the process take what is pushed. A message that may be delivered once only is not pushed, as a consumer that dies
-- with it before its lease is renewed would not count.
-- Needs: waiting, lease, mark, max_attempts, max_in_flight, rate_permits
-- Provides: push_part

local MARKS = 2048
local CALLS = 16
local MAX_THIRDS = 15
local push_part = 0
if waiting > 3 then
	waiting = waiting - 3
	if mark >= CALLS and max_attempts > 1 and max_in_flight == 0 and rate_permits == 0 then
		push_part = (mark - mark % CALLS + math.min(math.floor(lease * 3 / 1000), MAX_THIRDS)) / MARKS
	end
end
