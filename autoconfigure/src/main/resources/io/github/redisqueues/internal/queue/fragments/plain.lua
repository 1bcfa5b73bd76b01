-- A script whose name ends in `plain` is for a queue that uses nothing that the script does not know, which is most
-- queues most of the time. Each key that a script gets costs about as much as a command, so such a script gets only those
-- that it needs, and those that must not exist: as long as there is none of these, the queue is plain. Nothing else
-- tells that it is, so nothing that writes has to take care of it. Otherwise the script changes nothing, and the
-- client runs the script of the same name without `plain`, which knows everything.
-- Needs: none
-- Provides: NOT_PLAIN

-- The reply
local NOT_PLAIN = '-'
