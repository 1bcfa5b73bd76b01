-- A lock is a STRING: the token in eight bytes, who has it, and behind a line break who had it before.
-- It is held while its time to live exceeds RETENTION; for so many milliseconds more the last token is
-- remembered. So releasing and renewing is but a PEXPIRE, which Redis does even when it is out of
-- memory; and who releases twice, as after a lost reply, finds himself as long as one other has come.
-- No owner's name begins with another's.
-- Provides: RETENTION, HOLDER (where the holder's name begins)

local RETENTION, HOLDER = 600000, 9
