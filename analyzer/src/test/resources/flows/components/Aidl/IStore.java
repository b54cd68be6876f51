package com.example.golden;

import android.os.Binder;
import android.os.IBinder;
import android.os.IInterface;
import android.os.Parcel;
import android.os.RemoteException;

/** As the aidl tool writes it. */
public interface IStore extends IInterface {
  void keep(String text) throws RemoteException;

  String secret() throws RemoteException;

  String plain() throws RemoteException;

  abstract class Stub extends Binder implements IStore {
    private static final String DESCRIPTOR = "com.example.golden.IStore";
    static final int TRANSACTION_KEEP = IBinder.FIRST_CALL_TRANSACTION;
    static final int TRANSACTION_SECRET = IBinder.FIRST_CALL_TRANSACTION + 1;
    static final int TRANSACTION_PLAIN = IBinder.FIRST_CALL_TRANSACTION + 2;

    public Stub() {
      attachInterface(this, DESCRIPTOR);
    }

    public static IStore asInterface(IBinder binder) {
      if (binder == null) {
        return null;
      }
      IInterface local = binder.queryLocalInterface(DESCRIPTOR);
      if (local instanceof IStore) {
        return (IStore) local;
      }
      return new Proxy(binder);
    }

    @Override
    public IBinder asBinder() {
      return this;
    }

    @Override
    public boolean onTransact(int code, Parcel data, Parcel reply, int flags)
        throws RemoteException {
      switch (code) {
        case TRANSACTION_KEEP:
          data.enforceInterface(DESCRIPTOR);
          keep(data.readString());
          reply.writeNoException();
          return true;
        case TRANSACTION_SECRET:
          data.enforceInterface(DESCRIPTOR);
          String secret = secret();
          reply.writeNoException();
          reply.writeString(secret);
          return true;
        case TRANSACTION_PLAIN:
          data.enforceInterface(DESCRIPTOR);
          String plain = plain();
          reply.writeNoException();
          reply.writeString(plain);
          return true;
        default:
          return super.onTransact(code, data, reply, flags);
      }
    }

    static class Proxy implements IStore {
      private final IBinder remote;

      Proxy(IBinder remote) {
        this.remote = remote;
      }

      @Override
      public IBinder asBinder() {
        return remote;
      }

      @Override
      public void keep(String text) throws RemoteException {
        Parcel data = Parcel.obtain();
        Parcel reply = Parcel.obtain();
        try {
          data.writeInterfaceToken(DESCRIPTOR);
          data.writeString(text);
          remote.transact(TRANSACTION_KEEP, data, reply, 0);
          reply.readException();
        } finally {
          reply.recycle();
          data.recycle();
        }
      }

      @Override
      public String secret() throws RemoteException {
        Parcel data = Parcel.obtain();
        Parcel reply = Parcel.obtain();
        try {
          data.writeInterfaceToken(DESCRIPTOR);
          remote.transact(TRANSACTION_SECRET, data, reply, 0);
          reply.readException();
          return reply.readString();
        } finally {
          reply.recycle();
          data.recycle();
        }
      }

      @Override
      public String plain() throws RemoteException {
        Parcel data = Parcel.obtain();
        Parcel reply = Parcel.obtain();
        try {
          data.writeInterfaceToken(DESCRIPTOR);
          remote.transact(TRANSACTION_PLAIN, data, reply, 0);
          reply.readException();
          return reply.readString();
        } finally {
          reply.recycle();
          data.recycle();
        }
      }
    }
  }
}
