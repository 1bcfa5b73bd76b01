package io.github.redisqueues.internal.listener.method;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.QueueHeaders;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.MessageHeaderAccessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Parameters of Spring's messaging.
 */
class SpringParametersTests {

	@Test
	void aMethodTakesTheMessageInEachWayAtOnce() {
		ListenedContext.runner(AllWays.class).run((context) -> {
			String id = texts(context).send("text", SendOptions.defaults().header("tenant", "7"));
			await().untilAsserted(() -> assertThat(heard(context, AllWays.class))
				.containsExactly("text text text " + id + " 7 7 " + id + " 1 texts true"));
			ListenedContext.awaitEmpty(context, "texts");
		});
	}

	@Test
	void aHeaderHasADefaultOrIsNotRequired() {
		ListenedContext.runner(Defaults.class).withPropertyValues("header.name=tenant", "wait=30s").run((context) -> {
			texts(context).send("without");
			texts(context).send("with",
					SendOptions.defaults()
						.header("tenant", "7")
						.header("wait", "1m")
						.header("note", "quick")
						.header("flag", "true"));
			await().untilAsserted(() -> assertThat(heard(context, Defaults.class)).containsExactly(
					"without 5 PT30S null Optional.empty false", "with 7 PT1M quick Optional[quick] true"));
		});
	}

	@Test
	void aMethodTakesAllHeadersInEachWay() {
		ListenedContext.runner(AllHeaders.class).run((context) -> {
			String id = texts(context).send("text",
					SendOptions.defaults()
						.group("g")
						.header("id", "own id")
						.header("timestamp", "own time")
						.header("nativeHeaders", "own")
						.header(QueueHeaders.QUEUE, "hidden"));
			await().untilAsserted(() -> assertThat(heard(context, AllHeaders.class)).hasSize(1));
			assertThat(heard(context, AllHeaders.class).element())
				.isEqualTo("own id own time " + id + " 1 texts g null true own id " + id + " own 4");
		});
	}

	@Test
	void aMethodTakesBatchesOfMessages() {
		ListenedContext.runner(MessageBatches.class).run((context) -> {
			texts(context).sendAll(List.of("a", "b"), SendOptions.defaults().header("tenant", "7"));
			await().untilAsserted(
					() -> assertThat(heard(context, MessageBatches.class)).containsExactly("a 7 1", "b 7 1"));
		});
	}

	@Test
	void aBeanResolvesParametersOfItsOwn() {
		ListenedContext.runner(Tenants.class).withBean(TenantResolver.class).run((context) -> {
			texts(context).send("text", SendOptions.defaults().header("tenant", "7"));
			await().untilAsserted(() -> assertThat(heard(context, Tenants.class)).containsExactly("text Tenant[id=7]"));
		});
	}

	@Test
	void whatABeanCannotResolveIsAFailure() {
		ListenedContext.runner(Tenants.class)
			.withBean(TenantResolver.class)
			.withPropertyValues("queues.instances.texts.max-attempts=1")
			.run((context) -> {
				texts(context).send("s3cret");
				await().untilAsserted(() -> assertThat(texts(context).deadLetters().size()).isEqualTo(1));
				assertThat(texts(context).deadLetters().browse(0, 1)).extracting(DeadLetter::reason)
					.allSatisfy((reason) -> assertThat(reason).startsWith("max-attempts: ")
						.contains("no tenant in Message[queue=texts")
						.doesNotContain("s3cret"));
			});
	}

	private static RedisQueue<String> texts(ApplicationContext context) {
		return ListenedContext.queue(context, "texts");
	}

	private static Queue<String> heard(ApplicationContext context, Class<? extends Hearing> type) {
		return context.getBean(type).heard;
	}

	abstract static class Hearing {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

	}

	static class AllWays extends Hearing {

		@QueueListener(value = "texts", acknowledgement = Acknowledgement.MANUAL)
		void on(@Payload String text, Delivery<String> delivery, Message<? extends CharSequence> message,
				@Header String tenant, @Header(QueueHeaders.MESSAGE_ID) String id,
				@Header(QueueHeaders.ATTEMPT) long attempt, @Header(QueueHeaders.QUEUE) String queue,
				@Header(QueueHeaders.DELIVERY) Delivery<String> same) {
			this.heard.add(text + " " + delivery.payload() + " " + message.getPayload() + " " + delivery.id() + " "
					+ tenant + " " + message.getHeaders().get("tenant") + " " + id + " " + attempt + " " + queue + " "
					+ (same == delivery));
			delivery.ack();
		}

	}

	static class Defaults extends Hearing {

		@QueueListener("texts")
		void on(String text, @Header(name = "${header.name}", defaultValue = "#{2 + 3}") int tenant,
				@Header(name = "wait", defaultValue = "${wait}") Duration wait,
				@Header(name = "note", required = false) @Nullable String note, @Header("note") Optional<String> same,
				@Header(name = "flag", required = false) boolean flag) {
			this.heard.add(text + " " + tenant + " " + wait + " " + note + " " + same + " " + flag);
		}

	}

	static class AllHeaders extends Hearing {

		@QueueListener("texts")
		void on(Message<String> message, @Headers Map<String, Object> all, MessageHeaders same,
				@Headers Map<String, String> own, MessageHeaderAccessor accessor, @Header("id") String id,
				@Attempt Integer attempt) {
			MessageHeaders headers = message.getHeaders();
			this.heard.add(all.get("id") + " " + all.get("timestamp") + " " + same.get(QueueHeaders.MESSAGE_ID) + " "
					+ attempt + " " + all.get(QueueHeaders.QUEUE) + " " + all.get(QueueHeaders.GROUP) + " "
					+ headers.getId() + " "
					+ (headers.get(QueueHeaders.SENT_AT) instanceof Instant sentAt
							&& Objects.equals(sentAt.toEpochMilli(), headers.getTimestamp()))
					+ " " + id + " " + accessor.getHeader(QueueHeaders.MESSAGE_ID) + " " + own.get("nativeHeaders")
					+ " " + own.size());
		}

	}

	static class MessageBatches extends Hearing {

		@QueueListener("texts")
		void on(List<Message<String>> messages) {
			messages.forEach((message) -> this.heard.add(message.getPayload() + " " + message.getHeaders().get("tenant")
					+ " " + message.getHeaders().get(QueueHeaders.ATTEMPT)));
		}

	}

	static class Tenants extends Hearing {

		@QueueListener("texts")
		void on(String text, Tenant tenant) {
			this.heard.add(text + " " + tenant);
		}

	}

	record Tenant(String id) {

	}

	static class TenantResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == Tenant.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			String tenant = message.getHeaders().get("tenant", String.class);
			if (tenant == null) {
				throw new IllegalStateException("no tenant in " + message);
			}
			return new Tenant(tenant);
		}

	}

}
