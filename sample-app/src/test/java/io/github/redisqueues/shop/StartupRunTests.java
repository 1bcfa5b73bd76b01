package io.github.redisqueues.shop;

import org.junit.jupiter.api.Test;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StartupRunTests {

	private final DefaultApplicationArguments arguments = new DefaultApplicationArguments();

	private int runs;

	@Test
	void failsTheStartWhenItFails() {
		StartupRun run = run(() -> {
			throw new IllegalStateException("no Redis");
		});
		assertThatIllegalStateException().isThrownBy(() -> run.run(this.arguments)).withMessage("no Redis");
	}

	@Test
	void endsWithoutComplaintWhenTheShopIsClosedMeanwhile() throws InterruptedException {
		StartupRun[] run = new StartupRun[1];
		run[0] = run(() -> {
			close(run[0]);
			throw new IllegalStateException("no Redis");
		});
		run[0].run(this.arguments);
		assertThat(this.runs).isEqualTo(1);
	}

	@Test
	void doesNotBeginInAShopThatIsClosed() throws InterruptedException {
		StartupRun run = run(() -> {
		});
		close(run);
		run.run(this.arguments);
		assertThat(this.runs).isZero();
	}

	private static void close(StartupRun run) {
		run.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));
	}

	private StartupRun run(Runnable task) {
		return new StartupRun() {

			@Override
			protected void run() {
				StartupRunTests.this.runs++;
				task.run();
			}

		};
	}

}
