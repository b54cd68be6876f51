package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelIterator;
import kotlinx.coroutines.channels.ChannelKt;
import kotlinx.coroutines.channels.SendChannel;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowCollector;
import kotlinx.coroutines.flow.FlowKt;
import kotlinx.coroutines.flow.MutableStateFlow;
import kotlinx.coroutines.flow.StateFlowKt;

public class Main extends Activity {
  private final MutableStateFlow state = StateFlowKt.MutableStateFlow("");
  private final MutableStateFlow harmless = StateFlowKt.MutableStateFlow("");
  private final Channel channel = ChannelKt.Channel$default(0, null, null, 7, null);
  private final Channel empty = ChannelKt.Channel$default(0, null, null, 7, null);

  @Override
  protected void onCreate(Bundle saved) {
    super.onCreate(saved);
    FlowKt.flow(new EmitSecret(null)).collect(new LeakCollector(), null);
    FlowKt.flow(new EmitConstant(null)).collect(new SafeCollector(), null);
    FlowKt.launchIn(FlowKt.onEach(FlowKt.flowOf(Secret.text()), new LeakEach(null)), this);
    FlowKt.launchIn(FlowKt.onEach(FlowKt.flowOf("constant"), new SafeEach(null)), this);
    FlowKt.mapLatest(FlowKt.flowOf("constant"), new ToSecret(null)).collect(new LeakMapped(), null);
    FlowKt.mapLatest(FlowKt.flowOf(Secret.text()), new ToConstant(null))
        .collect(new SafeMapped(), null);
    FlowKt.flowOn(FlowKt.callbackFlow(new CallBack(null)), null).collect(new LeakCalled(), null);
    leakOfInlined(new InlinedMap(FlowKt.flowOf(Secret.text())));
    safeInlined(new OtherMap(FlowKt.flowOf("constant")));
    state.setValue(Secret.text());
    harmless.setValue("constant");
    channel.send(Secret.text(), null);
    empty.offer("constant");
  }

  @Override
  protected void onResume() {
    super.onResume();
    leakOfState();
    safeState();
    leakReceived();
    safeReceived();
    leakIterated();
    safeIterated();
  }

  private void leakOfInlined(Flow flow) {
    Out.send(FlowKt.first(flow, null));
  }

  private void safeInlined(Flow flow) {
    Out.send(FlowKt.first(flow, null));
  }

  private void leakOfState() {
    Out.send(state.getValue());
  }

  private void safeState() {
    Out.send(harmless.getValue());
  }

  private void leakReceived() {
    Out.send(channel.receive(null));
  }

  private void safeReceived() {
    Out.send(empty.receive(null));
  }

  private void leakIterated() {
    ChannelIterator all = channel.iterator();
    while (all.hasNext(null) == Boolean.TRUE) {
      Out.send(all.next());
    }
  }

  private void safeIterated() {
    ChannelIterator all = empty.iterator();
    while (all.hasNext(null) == Boolean.TRUE) {
      Out.send(all.next());
    }
  }

  static class LeakCollector implements FlowCollector {
    @Override
    public Object emit(Object value, Continuation<?> continuation) {
      Out.send(value);
      return null;
    }
  }

  static class SafeCollector implements FlowCollector {
    @Override
    public Object emit(Object value, Continuation<?> continuation) {
      Out.send(value);
      return null;
    }
  }

  static class LeakMapped implements FlowCollector {
    @Override
    public Object emit(Object value, Continuation<?> continuation) {
      Out.send(value);
      return null;
    }
  }

  static class SafeMapped implements FlowCollector {
    @Override
    public Object emit(Object value, Continuation<?> continuation) {
      Out.send(value);
      return null;
    }
  }

  static class LeakCalled implements FlowCollector {
    @Override
    public Object emit(Object value, Continuation<?> continuation) {
      Out.send(value);
      return null;
    }
  }

  static class EmitSecret extends SuspendLambda implements Function2<Object, Object, Object> {
    private Object given;

    EmitSecret(Continuation<Object> completion) {
      super(2, completion);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      return ((FlowCollector) given).emit(Secret.text(), this);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      EmitSecret made = new EmitSecret((Continuation<Object>) completion);
      made.given = value;
      return made;
    }

    @Override
    public Object invoke(Object value, Object completion) {
      return ((EmitSecret) create(value, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class EmitConstant extends SuspendLambda implements Function2<Object, Object, Object> {
    private Object given;

    EmitConstant(Continuation<Object> completion) {
      super(2, completion);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      return ((FlowCollector) given).emit("constant", this);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      EmitConstant made = new EmitConstant((Continuation<Object>) completion);
      made.given = value;
      return made;
    }

    @Override
    public Object invoke(Object value, Object completion) {
      return ((EmitConstant) create(value, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class LeakEach extends SuspendLambda implements Function2<Object, Object, Object> {
    private Object given;

    LeakEach(Continuation<Object> completion) {
      super(2, completion);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      Out.send(given);
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      LeakEach made = new LeakEach((Continuation<Object>) completion);
      made.given = value;
      return made;
    }

    @Override
    public Object invoke(Object value, Object completion) {
      return ((LeakEach) create(value, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class SafeEach extends SuspendLambda implements Function2<Object, Object, Object> {
    private Object given;

    SafeEach(Continuation<Object> completion) {
      super(2, completion);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      Out.send(given);
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      SafeEach made = new SafeEach((Continuation<Object>) completion);
      made.given = value;
      return made;
    }

    @Override
    public Object invoke(Object value, Object completion) {
      return ((SafeEach) create(value, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class ToSecret extends SuspendLambda implements Function2<Object, Object, Object> {
    private Object given;

    ToSecret(Continuation<Object> completion) {
      super(2, completion);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      return given + Secret.text();
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      ToSecret made = new ToSecret((Continuation<Object>) completion);
      made.given = value;
      return made;
    }

    @Override
    public Object invoke(Object value, Object completion) {
      return ((ToSecret) create(value, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class ToConstant extends SuspendLambda implements Function2<Object, Object, Object> {
    private Object given;

    ToConstant(Continuation<Object> completion) {
      super(2, completion);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      return "constant";
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      ToConstant made = new ToConstant((Continuation<Object>) completion);
      made.given = value;
      return made;
    }

    @Override
    public Object invoke(Object value, Object completion) {
      return ((ToConstant) create(value, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class CallBack extends SuspendLambda implements Function2<Object, Object, Object> {
    private Object given;

    CallBack(Continuation<Object> completion) {
      super(2, completion);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      return ((SendChannel) given).offer(Secret.other());
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      CallBack made = new CallBack((Continuation<Object>) completion);
      made.given = value;
      return made;
    }

    @Override
    public Object invoke(Object value, Object completion) {
      return ((CallBack) create(value, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class InlinedMap implements Flow {
    private final Flow source;

    InlinedMap(Flow source) {
      this.source = source;
    }

    @Override
    public Object collect(FlowCollector collector, Continuation<?> continuation) {
      return source.collect(new Mapped(collector), continuation);
    }
  }

  static class Mapped implements FlowCollector {
    private final FlowCollector collector;

    Mapped(FlowCollector collector) {
      this.collector = collector;
    }

    @Override
    public Object emit(Object value, Continuation<?> continuation) {
      return collector.emit(value + "x", continuation);
    }
  }

  static class OtherMap implements Flow {
    private final Flow source;

    OtherMap(Flow source) {
      this.source = source;
    }

    @Override
    public Object collect(FlowCollector collector, Continuation<?> continuation) {
      return source.collect(new OtherMapped(collector), continuation);
    }
  }

  static class OtherMapped implements FlowCollector {
    private final FlowCollector collector;

    OtherMapped(FlowCollector collector) {
      this.collector = collector;
    }

    @Override
    public Object emit(Object value, Continuation<?> continuation) {
      return collector.emit(value + "x", continuation);
    }
  }
}
