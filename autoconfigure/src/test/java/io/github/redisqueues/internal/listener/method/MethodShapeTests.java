package io.github.redisqueues.internal.listener.method;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.listener.method.ListenedContext.Order;
import io.github.redisqueues.internal.listener.method.ListenedContext.Sold;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.MessageId;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How methods may take their messages.
 */
class MethodShapeTests {

	@Test
	void aMethodTakesThePayload() {
		ListenedContext.runner(Payloads.class).run((context) -> {
			ListenedContext.queue(context, "orders").send(new Order("tea", 3));
			await().untilAsserted(() -> assertThat(context.getBean(Payloads.class).heard).containsExactly("tea"));
			ListenedContext.awaitEmpty(context, "orders");
			assertThat(container(context, "payloads.on").settings().acknowledgement())
				.isEqualTo(Acknowledgement.ON_RETURN);
			assertThat(container(context, "payloads.on").settings().batchSize()).isEqualTo(1);
		});
	}

	@Test
	void aMethodMayAcknowledgeItsDeliveryAfterItHasReturned() {
		ListenedContext.runner(Deliveries.class).run((context) -> {
			RedisQueue<Order> orders = ListenedContext.queue(context, "orders");
			Deliveries bean = context.getBean(Deliveries.class);
			orders.send(new Order("tea", 1));
			await().untilAsserted(() -> assertThat(bean.heard).hasSize(1));
			assertThat(orders.stats().inFlight()).isEqualTo(1);
			assertThat(bean.heard.element().payload()).isEqualTo(new Order("tea", 1));
			assertThat(bean.heard.element().ack()).isTrue();
			assertThat(orders.size()).isZero();
			assertThat(container(context, "deliveries.on").settings().acknowledgement())
				.isEqualTo(Acknowledgement.MANUAL);
		});
	}

	@Test
	void aMethodTakesBatchesOfPayloads() {
		ListenedContext.runner(Batches.class).run((context) -> {
			List<String> texts = IntStream.range(0, 25).mapToObj(String::valueOf).toList();
			ListenedContext.<String>queue(context, "texts").sendAll(texts);
			Batches bean = context.getBean(Batches.class);
			container(context, "batches.on").start();
			await().untilAsserted(() -> assertThat(bean.heard).containsExactlyElementsOf(texts));
			assertThat(bean.sizes).contains(7).allMatch((size) -> size >= 1 && size <= 7);
			ListenedContext.awaitEmpty(context, "texts");
		});
	}

	@Test
	void aMethodTakesBatchesOfDeliveriesAndAcknowledgesSome() {
		ListenedContext.runner(DeliveryBatches.class).run((context) -> {
			RedisQueue<String> texts = ListenedContext.queue(context, "texts");
			texts.sendAll(List.of("keep", "done", "done"));
			DeliveryBatches bean = context.getBean(DeliveryBatches.class);
			await().untilAsserted(() -> assertThat(bean.heard).hasSize(3));
			await().untilAsserted(() -> assertThat(texts.size()).isEqualTo(1));
			assertThat(texts.stats().inFlight()).isEqualTo(1);
		});
	}

	@Test
	void aListMayBeThePayload() {
		ListenedContext.runner(ListPayloads.class).run((context) -> {
			ListPayloads bean = context.getBean(ListPayloads.class);
			ListenedContext.queue(context, "lists").send(List.of("a", "b"));
			await().untilAsserted(() -> assertThat(bean.heard).containsExactlyInAnyOrder("a", "b"));
			assertThat(container(context, "listPayloads.on").settings().batchSize()).isEqualTo(1);
		});
		ListenedContext.runner(BatchesOfLists.class).run((context) -> {
			BatchesOfLists bean = context.getBean(BatchesOfLists.class);
			ListenedContext.queue(context, "lists").sendAll(List.of(List.of("a"), List.of("b")));
			await().untilAsserted(() -> assertThat(bean.heard).containsExactlyInAnyOrder("a", "b"));
			assertThat(container(context, "batchesOfLists.on").settings().batchSize()).isEqualTo(10);
		});
	}

	@Test
	void aMethodMayTakeASupertypeAPrimitiveOrATypeOfItsSubclass() {
		ListenedContext.runner(Supertypes.class).run((context) -> {
			Supertypes bean = context.getBean(Supertypes.class);
			ListenedContext.queue(context, "orders").send(new Order("tea", 1));
			ListenedContext.queue(context, "numbers").send(5);
			ListenedContext.queue(context, "returns").send(new Order("cup", 1));
			await().untilAsserted(() -> assertThat(bean.heard).containsExactlyInAnyOrder("sold tea", "5", "base cup"));
		});
	}

	@Test
	void aMethodGetsHeadersIdAndAttemptBesideThePayload() {
		ListenedContext.runner(Everything.class).run((context) -> {
			Everything bean = context.getBean(Everything.class);
			String id = ListenedContext.<String>queue(context, "texts")
				.send("text",
						SendOptions.defaults().header("tenant", "7").header("wait", "30s").header("note", "quick"));
			await().untilAsserted(() -> assertThat(bean.heard).containsExactly(
					"text " + id + " 1 7 Optional[PT30S] Optional.empty null {tenant=7, wait=30s, note=quick}"));
		});
	}

	@Test
	void aMessageWithoutItsHeaderIsADeadLetterAtOnceAndItsValueIsToldToNobody() {
		ListenedContext.runner(Everything.class).run((context) -> {
			RedisQueue<String> texts = ListenedContext.queue(context, "texts");
			texts.send("without");
			texts.send("wrong", SendOptions.defaults().header("tenant", "s3cret"));
			await().untilAsserted(() -> assertThat(texts.deadLetters().size()).isEqualTo(2));
			assertThat(texts.deadLetters().browse(0, 10)).extracting(DeadLetter::reason)
				.containsExactlyInAnyOrder("The message has no header 'tenant'",
						"Header 'tenant' of the message cannot be converted to long");
			assertThat(context.getBean(Everything.class).heard).isEmpty();
		});
	}

	@Test
	void whatTheMethodThrowsIsWhatTheDeadLetterTells() {
		ListenedContext.runner(Throwing.class)
			.withPropertyValues("queues.instances.texts.max-attempts=1")
			.run((context) -> {
				RedisQueue<String> texts = ListenedContext.queue(context, "texts");
				texts.send("checked");
				texts.send("error");
				await().untilAsserted(() -> assertThat(texts.deadLetters().size()).isEqualTo(2));
				assertThat(texts.deadLetters().browse(0, 10)).extracting(DeadLetter::reason)
					.anySatisfy((reason) -> assertThat(reason).startsWith("max-attempts: java.io.IOException: no disk"))
					.anySatisfy((reason) -> assertThat(reason)
						.startsWith("max-attempts: java.lang.StackOverflowError: deep"));
			});
	}

	static QueueListenerContainer<?> container(ApplicationContext context, String id) {
		return context.getBean(QueueListenerRegistry.class).containers(id).get(0);
	}

	static class Payloads {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@QueueListener("orders")
		void on(Order order) {
			this.heard.add(order.sku());
		}

	}

	static class Deliveries {

		final Queue<Delivery<Order>> heard = new ConcurrentLinkedQueue<>();

		@QueueListener(value = "orders", acknowledgement = Acknowledgement.MANUAL)
		public int on(Delivery<Order> delivery) {
			this.heard.add(delivery);
			return 1;
		}

	}

	static class Batches {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		final List<Integer> sizes = new ArrayList<>();

		@QueueListener(value = "texts", batchSize = "7", autoStartup = "false")
		private void on(List<String> texts) {
			this.sizes.add(texts.size());
			this.heard.addAll(texts);
		}

	}

	static class DeliveryBatches {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@QueueListener(value = "texts", acknowledgement = Acknowledgement.MANUAL)
		protected void on(List<Delivery<String>> deliveries) {
			deliveries.forEach((delivery) -> {
				this.heard.add(delivery.payload());
				if (!delivery.payload().equals("keep")) {
					delivery.ack();
				}
			});
		}

	}

	static class ListPayloads {

		final Queue<Object> heard = new ConcurrentLinkedQueue<>();

		@QueueListener("lists")
		void on(List<String> list) {
			this.heard.addAll(list);
		}

	}

	static class BatchesOfLists {

		final Queue<Object> heard = new ConcurrentLinkedQueue<>();

		@QueueListener("lists")
		void on(List<List<String>> lists) {
			lists.forEach(this.heard::addAll);
		}

	}

	abstract static class Base<T extends Sold> {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@QueueListener("returns")
		void onReturn(T sold) {
			this.heard.add("base " + sold.sku());
		}

	}

	static class Supertypes extends Base<Order> {

		@QueueListener("orders")
		void on(Sold sold) {
			this.heard.add("sold " + sold.sku());
		}

		@QueueListener("numbers")
		void onInt(int number) {
			this.heard.add(String.valueOf(number));
		}

		@QueueListener(value = "numbers", id = "unused", autoStartup = "false")
		void onNumber(Delivery<? extends Number> number) {
			this.heard.add("never");
		}

	}

	static class Everything {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@QueueListener("texts")
		void on(@MessageId String id, @Attempt int attempt, @Header("tenant") long tenant, String text,
				@Header("wait") Optional<Duration> wait, @Header("gone") Optional<Integer> gone,
				@Header("lost") @Nullable Integer lost, @Headers Map<String, String> headers) {
			this.heard.add(text + " " + id + " " + attempt + " " + tenant + " " + wait + " " + gone + " " + lost + " "
					+ headers);
		}

	}

	static class Throwing {

		@QueueListener("texts")
		void on(String text) throws Exception {
			if (text.equals("checked")) {
				throw new IOException("no disk");
			}
			throw new StackOverflowError("deep");
		}

	}

}
