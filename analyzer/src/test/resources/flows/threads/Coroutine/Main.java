package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.Deferred;

public class Main extends Activity {
  static final Object SUSPENDED = new Object();
  static Deferred leaking;
  static Deferred harmless;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    BuildersKt.launch$default(this, null, null, new LeakLaunch(Secret.text(), null), 3, null);
    BuildersKt.launch$default(this, null, null, new SafeLaunch("constant", null), 3, null);
    BuildersKt.launch$default(this, null, null, new LeakContext("", null), 3, null);
    BuildersKt.launch$default(this, null, null, new SafeContext("", null), 3, null);
    leaking = BuildersKt.async$default(this, null, null, new Read(Secret.other(), null), 3, null);
    harmless = BuildersKt.async$default(this, null, null, new Read("constant", null), 3, null);
    BuildersKt.launch$default(this, null, null, new LeakAwait("", null), 3, null);
    BuildersKt.launch$default(this, null, null, new SafeAwait("", null), 3, null);
  }

  static void safeHeld(Object held) {
    Out.send(held);
  }

  static class LeakLaunch extends SuspendLambda implements Function2<Object, Object, Object> {
    private final String data;
    private Object held;
    private int label;

    LeakLaunch(String data, Continuation<Object> completion) {
      super(2, completion);
      this.data = data;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      Out.send(data);
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      return new LeakLaunch(data, (Continuation<Object>) completion);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object scope, Object completion) {
      return ((LeakLaunch) create(scope, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class SafeLaunch extends SuspendLambda implements Function2<Object, Object, Object> {
    private final String data;
    private Object held;
    private int label;

    SafeLaunch(String data, Continuation<Object> completion) {
      super(2, completion);
      this.data = data;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      Out.send(data);
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      return new SafeLaunch(data, (Continuation<Object>) completion);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object scope, Object completion) {
      return ((SafeLaunch) create(scope, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class Read extends SuspendLambda implements Function2<Object, Object, Object> {
    private final String data;
    private Object held;
    private int label;

    Read(String data, Continuation<Object> completion) {
      super(2, completion);
      this.data = data;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      return data;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      return new Read(data, (Continuation<Object>) completion);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object scope, Object completion) {
      return ((Read) create(scope, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class Find extends SuspendLambda implements Function2<Object, Object, Object> {
    private final String data;
    private Object held;
    private int label;

    Find(String data, Continuation<Object> completion) {
      super(2, completion);
      this.data = data;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      return data.isEmpty() ? Secret.text() : data;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      return new Find(data, (Continuation<Object>) completion);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object scope, Object completion) {
      return ((Find) create(scope, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class LeakContext extends SuspendLambda implements Function2<Object, Object, Object> {
    private final String data;
    private Object held;
    private int label;

    LeakContext(String data, Continuation<Object> completion) {
      super(2, completion);
      this.data = data;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      Object value;
      switch (label) {
        case 0:
          label = 1;
          held = "constant";
          value = BuildersKt.withContext(null, new Find("", null), this);
          if (value == SUSPENDED) {
            return SUSPENDED;
          }
          break;
        case 1:
          value = result;
          break;
        default:
          throw new IllegalStateException("resumed twice");
      }
      Out.send(value);
      safeHeld(held);
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      return new LeakContext(data, (Continuation<Object>) completion);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object scope, Object completion) {
      return ((LeakContext) create(scope, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class SafeContext extends SuspendLambda implements Function2<Object, Object, Object> {
    private final String data;
    private Object held;
    private int label;

    SafeContext(String data, Continuation<Object> completion) {
      super(2, completion);
      this.data = data;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      Object value;
      switch (label) {
        case 0:
          label = 1;
          held = "constant";
          value = BuildersKt.withContext(null, new Read("constant", null), this);
          if (value == SUSPENDED) {
            return SUSPENDED;
          }
          break;
        case 1:
          value = result;
          break;
        default:
          throw new IllegalStateException("resumed twice");
      }
      Out.send(value);
      safeHeld(held);
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      return new SafeContext(data, (Continuation<Object>) completion);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object scope, Object completion) {
      return ((SafeContext) create(scope, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class LeakAwait extends SuspendLambda implements Function2<Object, Object, Object> {
    private final String data;
    private Object held;
    private int label;

    LeakAwait(String data, Continuation<Object> completion) {
      super(2, completion);
      this.data = data;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      Object value;
      switch (label) {
        case 0:
          label = 1;
          held = "constant";
          value = leaking.await(this);
          if (value == SUSPENDED) {
            return SUSPENDED;
          }
          break;
        case 1:
          value = result;
          break;
        default:
          throw new IllegalStateException("resumed twice");
      }
      Out.send(value);
      safeHeld(held);
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      return new LeakAwait(data, (Continuation<Object>) completion);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object scope, Object completion) {
      return ((LeakAwait) create(scope, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }

  static class SafeAwait extends SuspendLambda implements Function2<Object, Object, Object> {
    private final String data;
    private Object held;
    private int label;

    SafeAwait(String data, Continuation<Object> completion) {
      super(2, completion);
      this.data = data;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      Object value;
      switch (label) {
        case 0:
          label = 1;
          held = "constant";
          value = harmless.await(this);
          if (value == SUSPENDED) {
            return SUSPENDED;
          }
          break;
        case 1:
          value = result;
          break;
        default:
          throw new IllegalStateException("resumed twice");
      }
      Out.send(value);
      safeHeld(held);
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      return new SafeAwait(data, (Continuation<Object>) completion);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object scope, Object completion) {
      return ((SafeAwait) create(scope, (Continuation<?>) completion)).invokeSuspend(null);
    }
  }
}
