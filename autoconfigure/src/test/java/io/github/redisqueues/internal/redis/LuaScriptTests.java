package io.github.redisqueues.internal.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LuaScript}.
 */
class LuaScriptTests {

	private static final String CLOCK = """
			-- The clock.
			-- Provides: now

			local now = redis.call('TIME')[1]
			""";

	private static final String GREET = """
			-- Greets.
			-- KEYS: names
			-- Needs: now, greeting
			-- Provides: greet(), wave()

			-- A comment
			local function greet(id)
				return greeting .. ' ' .. redis.call('HGET', names, id) .. GREETED .. (now > '0' and '' or '?')
			end

			local function wave()
				return 1 + {}
			end

			local GREETED = '!'
			""";

	private static final byte[] OTHER = "queues:lua-scripts:{a}:other".getBytes();

	private static final byte[] NAMES = "queues:lua-scripts:{a}:names".getBytes();

	private final Map<String, String> files = new HashMap<>();

	private LuaScript load() {
		return new LuaScript((name) -> {
			if (!this.files.containsKey(name)) {
				throw new IllegalStateException("No file " + name + ".lua");
			}
			return new LuaFile(name, this.files.get(name));
		}, "main", Map.of(), Set.of(), List.of());
	}

	private void script(String body) {
		this.files.put("main", """
				-- A script.
				-- KEYS: other
				-- ARGV: greeting id
				-- Returns: a text
				-- Called by: LuaScriptTests.script

				""" + body);
	}

	private void fragment(String name, String source) {
		this.files.put("fragments/" + name, source);
	}

	private static String run(LuaScript script) {
		RedisTestServer.shared()
			.connectionFactory()
			.getConnection()
			.hashCommands()
			.hSet(NAMES, "1".getBytes(), "Ada".getBytes());
		return runner().run(script, List.of(OTHER, NAMES), "Hello".getBytes(), "1".getBytes()).text(10);
	}

	private static ScriptRunner runner() {
		return new ScriptRunner(RedisTestServer.shared().connectionFactory());
	}

	@Test
	void copiesAFragmentThatIsIncludedInOnePlace() {
		fragment("clock", CLOCK);
		fragment("greet", GREET);
		script("--@ clock\n--@ greet\nreturn greet(id)\n");
		LuaScript script = load();
		assertThat(script.keys()).containsExactly("other", "names");
		assertThat(script.getScriptAsString()).contains("KEYS[2]", ".. '!' ..")
			.doesNotContain("names", "GREETED", "A comment", "define");
		assertThat(run(script)).isEqualTo("Hello Ada!");
	}

	@Test
	void definesALibraryOnceThatIsIncludedInSeveralPlaces() {
		fragment("clock", CLOCK);
		fragment("greet", GREET);
		script("""
				--@ clock
				if id == '2' then
					--@ greet
					return greet(id)
				end
				--@ greet
				return greet(id)
				""");
		LuaScript script = load();
		assertThat(script.getScriptAsString()).containsOnlyOnce("local function greet(");
		assertThat(run(script)).isEqualTo("Hello Ada!");
	}

	@Test
	void leavesOutFunctionsThatNothingUses() {
		fragment("clock", CLOCK);
		fragment("greet", GREET);
		script("--@ clock\n--@ greet\nreturn greet(id)\n");
		assertThat(load().getScriptAsString()).contains("greet").doesNotContain("wave");
	}

	@Test
	void tellsTheFileAndTheLineOfAnError() {
		fragment("clock", CLOCK);
		fragment("greet", GREET);
		script("--@ clock\n--@ greet\nlocal nothing = wave()\nreturn ''\n");
		LuaScript script = load();
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> runner().run(script, List.of(OTHER, NAMES)))
			.withMessageContaining("'main'")
			.withMessageContaining("fragments/greet.lua:12:")
			.withMessageNotContaining("user_script");
	}

	@Test
	void tellsTheFileAndTheLineOfAnErrorInALibrary() {
		fragment("clock", CLOCK);
		fragment("greet", GREET);
		script("--@ clock\nif id == '2' then\n--@ greet\nwave()\nend\n--@ greet\nwave()\nreturn ''\n");
		LuaScript script = load();
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> runner().run(script, List.of(OTHER, NAMES), "1".getBytes(), "1".getBytes()))
			.withMessageContaining("fragments/greet.lua:12:");
	}

	@Test
	void tellsTheFileAndTheLineOfACommandThatFails() {
		script("redis.call('HGET', other)\nreturn ''\n");
		LuaScript script = load();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> runner().run(script, List.of(OTHER)))
			.withMessageContaining("main.lua:7");
	}

	@Test
	void refusesANeedThatNothingProvides() {
		fragment("greet", GREET);
		script("--@ greet\nreturn greet(id)\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessage("Cannot load fragments/greet.lua: it needs 'now', which nothing provides where main.lua:7"
					+ " includes it in main.lua");
	}

	@Test
	void refusesALibraryBeforeWhatItNeeds() {
		fragment("clock", CLOCK);
		fragment("greet", GREET);
		script("if id == '2' then\n--@ greet\nreturn greet(id)\nend\n--@ clock\n--@ greet\nreturn greet(id)\n");
		assertThatIllegalStateException().isThrownBy(this::load).withMessageContaining("it needs 'now'");
	}

	@Test
	void refusesANeedThatIsNotUsed() {
		fragment("clock", CLOCK);
		fragment("greet", GREET.replace("now, greeting", "now, greeting, flags"));
		script("--@ clock\n--@ greet\nreturn greet(id)\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessage("Cannot load fragments/greet.lua: its header says that it needs 'flags', and it does not");
	}

	@Test
	void refusesWhatIsUsedAndNotNeeded() {
		fragment("clock", CLOCK);
		fragment("greet", GREET.replace("now, greeting", "now"));
		script("--@ clock\n--@ greet\nreturn greet(id)\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessage("Cannot load fragments/greet.lua: line 8 uses 'greeting', which Needs does not name");
	}

	@Test
	void refusesAKeyThatTheHeaderDoesNotName() {
		fragment("clock", CLOCK);
		fragment("greet", GREET);
		script("--@ clock\n--@ greet\nreturn greet(id) .. names\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessage("Cannot load main.lua: line 9 uses key 'names', which KEYS does not name");
	}

	@Test
	void refusesAPromiseThatIsNotKept() {
		fragment("clock", CLOCK.replace("local now", "local later"));
		script("--@ clock\nreturn id\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessage("Cannot load fragments/clock.lua: its header says that it provides 'now', and it does not");
	}

	@Test
	void refusesAFragmentThatIsNotThere() {
		script("--@ clocks\nreturn id\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessage("Cannot load main.lua: line 7 includes 'clocks': No file fragments/clocks.lua");
	}

	@Test
	void refusesAHeaderWithAnUnknownWord() {
		fragment("clock", CLOCK.replace("Provides:", "Gives:"));
		script("--@ clock\nreturn id\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessageContaining("Cannot load fragments/clock.lua: line 2 begins with 'Gives:'");
	}

	@Test
	void refusesAFragmentThatIncludesItself() {
		fragment("clock", CLOCK + "--@ greet\n");
		fragment("greet", GREET + "--@ clock\n");
		script("--@ clock\nreturn id\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessageContaining("Cannot load fragments/greet.lua: line 16 includes fragments/clock");
	}

	@Test
	void refusesValuesThatAreIncludedTwiceInBlocks() {
		fragment("clock", CLOCK);
		script("if id == '1' then\n\t--@ clock\n\treturn now\nelse\n\t--@ clock\n\treturn now\nend\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessageContaining("Cannot load fragments/clock.lua: it provides more than functions");
	}

	@Test
	void refusesAConstantWithTwoValues() {
		fragment("clock", CLOCK);
		fragment("greet", GREET);
		script("local GREETED = 1\n--@ clock\n--@ greet\nreturn greet(id)\n");
		assertThatIllegalStateException().isThrownBy(this::load)
			.withMessage("Cannot load fragments/greet.lua: constant GREETED is '!' here and 1 elsewhere");
	}

}
