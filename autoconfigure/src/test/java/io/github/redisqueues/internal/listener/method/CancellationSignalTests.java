package io.github.redisqueues.internal.listener.method;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.listener.CancellationSignal;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handlers that ask whether their work is still wanted.
 */
@Timeout(60)
class CancellationSignalTests {

	@ParameterizedTest
	@ValueSource(classes = { Single.class, Batch.class })
	void aMethodLearnsThatItsMessageWasCancelled(Class<? extends Asking> type) {
		ListenedContext.runner(type).run((context) -> {
			RedisQueue<String> texts = ListenedContext.queue(context, "texts");
			Queue<String> heard = context.getBean(type).heard;
			String id = texts.send("a");
			await().untilAsserted(() -> assertThat(heard).containsExactly("begin a"));
			assertThat(texts.cancel(id, CancelMode.INTERRUPT)).isTrue();
			await().untilAsserted(() -> assertThat(heard).containsExactly("begin a", "cancelled true stopping false"));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { Single.class, Batch.class })
	void aMethodLearnsThatItsListenerStops(Class<? extends Asking> type) {
		ListenedContext.runner(type).run((context) -> {
			Queue<String> heard = context.getBean(type).heard;
			ListenedContext.<String>queue(context, "texts").send("a");
			await().untilAsserted(() -> assertThat(heard).containsExactly("begin a"));
			MethodShapeTests.container(context, "asking").stop();
			assertThat(heard).containsExactly("begin a", "cancelled false stopping true");
		});
	}

	abstract static class Asking {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		void waitFor(CancellationSignal signal) {
			while (!signal.isRaised()) {
				Thread.onSpinWait();
			}
			this.heard.add("cancelled " + signal.isCancelled() + " stopping " + signal.isStopping());
		}

	}

	static class Single extends Asking {

		@QueueListener(value = "texts", id = "asking")
		void on(CancellationSignal signal, String text) {
			this.heard.add("begin " + text);
			waitFor(signal);
		}

	}

	static class Batch extends Asking {

		@QueueListener(value = "texts", id = "asking")
		void on(List<String> texts, CancellationSignal signal) {
			this.heard.add("begin " + texts.get(0));
			waitFor(signal);
		}

	}

}
