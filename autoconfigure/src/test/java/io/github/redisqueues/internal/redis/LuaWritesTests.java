package io.github.redisqueues.internal.redis;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LuaWritesTests {

	@Test
	void knowsWhatComesBeforeTheFirstWrite() {
		assertThat(unsureLines("""
				local value = redis.call('GET', KEYS[1])
				if value then
				redis.call('SET', KEYS[1], 'end')
				return redis.call('GET', KEYS[1])
				end
				return 'SET'
				""")).containsExactly(4, 5, 6);
	}

	@Test
	void takesAnUnknownCommandForAWrite() {
		assertThat(unsureLines("""
				local a = redis.call(command, KEYS[1])
				local b = redis.call('GET', KEYS[1])
				""")).containsExactly(2);
	}

	@Test
	void aLoopMayComeBackToAnEarlierLine() {
		assertThat(unsureLines("""
				redis.call('TIME')
				if a then
				for i = 1, 2 do
				redis.call('GET', KEYS[i])
				if b then
				redis.call('DEL', KEYS[i])
				end
				end
				end
				""")).containsExactly(3, 4, 5, 6, 7, 8, 9);
		assertThat(unsureLines("""
				repeat
				redis.call('GET', KEYS[i])
				until true
				for i = 1, 2 do redis.call('DEL', KEYS[i]) end
				""")).containsExactly(4);
	}

	@Test
	void knowsWhichFunctionsWrite() {
		assertThat(unsureLines("""
				local function read()
				return redis.call('GET', KEYS[1])
				end
				local function remove(call)
				call('DEL', KEYS[1])
				end
				local function clear()
				remove(redis.call)
				end
				local other = clear
				read()
				other()
				read()
				""")).as("a line of a function may run at any time").containsExactly(2, 3, 5, 6, 8, 9, 13);
	}

	@Test
	void isNeverSureIfAFunctionWithoutANameWrites() {
		assertThat(unsureLines("""
				local parts = {
				function(KEYS)
				redis.call('DEL', KEYS[1])
				end,
				}
				""")).hasSize(5);
	}

	@Test
	void isNeverSureOfALineThatThereIsNot() {
		assertThat(new LuaWrites("return 1").mayPrecede(0)).isTrue();
		assertThat(new LuaWrites("return 1").mayPrecede(2)).isTrue();
	}

	private static List<Integer> unsureLines(String script) {
		LuaWrites writes = new LuaWrites(script);
		return IntStream.rangeClosed(1, (int) script.lines().count()).filter(writes::mayPrecede).boxed().toList();
	}

}
