package io.github.redisqueues.internal.lock.aop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Spring calls on the object and not on its proxy is refused before it runs. The
 * mistakes are what a static method {@code mistakes} of the test returns.
 */
abstract class PastTheProxyTest {

	private static final List<String> UNLOCKED = new CopyOnWriteArrayList<>();

	@BeforeEach
	void reset() {
		UNLOCKED.clear();
	}

	static Arguments wrong(Class<?> type, String... description) {
		return Arguments.of(type, description);
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void areRefusedBeforeTheyAreMade(Class<?> type, String[] description) {
		assertThat(Mistakes.of(type).getDescription()).contains(description);
		assertThat(Mistakes.of(type).getAction()).isNotEmpty();
		assertThat(UNLOCKED).isEmpty();
	}

	static ThrowableAssertAlternative<InvalidAnnotationException> assertThatMistake(
			Consumer<AnnotationConfigApplicationContext> before) {
		return assertThatExceptionOfType(InvalidAnnotationException.class).isThrownBy(() -> {
			try {
				LockedContext.start(before).close();
			}
			catch (RuntimeException ex) {
				Throwable cause = ex;
				while (cause.getCause() != null) {
					cause = cause.getCause();
				}
				throw cause;
			}
		});
	}

	static void run(String what) {
		if (LockHandle.current().isEmpty()) {
			UNLOCKED.add(what);
		}
	}

	static void assertThatNothingRanUnlocked() {
		assertThat(UNLOCKED).isEmpty();
	}

	static class Work {

		@DistributedLock
		public void work() {
			run("work");
		}

		@DistributedLock
		public void setWord(String word) {
			run("setWord");
		}

	}

}
